"""What somebody is told: the bell, the list, and how they want to be told."""

from django.urls import path

from teams import notification_views as views

app_name = "teams"
urlpatterns = [
    path("", views.notifications, name="notifications"),
    path("unread", views.bell, name="bell"),
    path("read", views.read_all, name="notifications_read"),
    path("choices", views.choices, name="notification_choices"),
    path("<int:pk>/open", views.open_one, name="notification_open"),
    path("<int:pk>/read", views.toggle_read, name="notification_read"),
]
