"""The assistant's pages: asking, conversations, answers, pins, what can be asked."""

from django.urls import path

from assistant.views import conversations, pins, turns, words

app_name = "assistant"

urlpatterns = [
    path("", conversations.start, name="start"),
    path("ask", conversations.ask, name="ask"),
    path("conversations/", conversations.conversation_list, name="conversations"),
    path("conversations/<int:pk>/", conversations.conversation, name="conversation"),
    path("conversations/<int:pk>/ask", conversations.ask, name="conversation_ask"),
    path("conversations/<int:pk>/query", conversations.run_query, name="conversation_query"),
    path("conversations/<int:pk>/rename", conversations.rename, name="conversation_rename"),
    path("conversations/<int:pk>/delete", conversations.delete, name="conversation_delete"),
    path("answers/<int:pk>/", turns.turn, name="turn"),
    path("answers/<int:pk>/export.<slug:extension>", turns.turn_export, name="turn_export"),
    path("answers/<int:pk>/rate", turns.rate, name="turn_rate"),
    path("answers/<int:pk>/pin", turns.pin, name="turn_pin"),
    path("pins/", pins.pins, name="pins"),
    path("pins/<int:pk>/", pins.pin, name="pin"),
    path("pins/<int:pk>/export.<slug:extension>", pins.pin_export, name="pin_export"),
    path("pins/<int:pk>/rename", pins.pin_rename, name="pin_rename"),
    path("pins/<int:pk>/move", pins.pin_move, name="pin_move"),
    path("pins/<int:pk>/remove", pins.pin_remove, name="pin_remove"),
    path("words/", words.words, name="words"),
]
