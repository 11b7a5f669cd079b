#!/bin/sh
# Every role of the product by one name, in the image and beside it: deploy/entrypoint.sh ROLE [further arguments]
#
#   web       pages and API, by gunicorn (deploy/gunicorn.conf.py)
#   worker    Celery's worker: makes a change visible at once
#   beat      Celery's clock: a word to the worker every ten seconds; may run twice
#   sweep     does what a lost word left undone, and the nightly run; may run twice
#   migrate   brings the database up to date, hands static files to nginx (STATIC_DIR), and ends
#   health    ends with 0 where the web role of this machine is ready
#   manage    any of Django's commands
#
# Each becomes the process that it starts (exec), so that a signal to end arrives there.
set -eu
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"

role="${1:-}"
[ $# -eq 0 ] || shift
case "$role" in
    web)
        exec gunicorn crm_site.wsgi --config deploy/gunicorn.conf.py "$@" ;;
    worker)
        exec celery -A crm_site worker --hostname "worker@%h" --concurrency "${WORKER_CONCURRENCY:-2}" \
            --max-tasks-per-child 1000 --without-gossip --without-mingle --loglevel "${LOG_LEVEL:-INFO}" "$@" ;;
    beat)
        # Its notes on what it sent when are disposable: every task that it sends may be sent twice.
        exec celery -A crm_site beat --schedule "${BEAT_SCHEDULE:-/tmp/dealwright-beat}" --pidfile= \
            --loglevel "${LOG_LEVEL:-INFO}" "$@" ;;
    sweep)
        exec python manage.py sweep "$@" ;;
    migrate)
        python manage.py migrate --noinput "$@"
        # Files of the last release stay beside the new ones, for pages that are still open.
        [ -z "${STATIC_DIR:-}" ] || cp -R staticfiles/. "$STATIC_DIR/" ;;
    health)
        exec python deploy/is_ready.py ;;
    manage)
        exec python manage.py "$@" ;;
    *)
        echo "Which role? web, worker, beat, sweep, migrate, health, or manage with a command, not “$role”." >&2
        exit 64 ;;
esac
