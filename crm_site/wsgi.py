"""The web application. Without a broker the same process also does the background work (see background.py)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm_site.settings")

application = get_wsgi_application()

if os.environ.get("BACKGROUND_THREADS") == "1":
    from crm_site import background

    background.start()
