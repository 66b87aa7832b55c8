"""The web server: health, the webhook, pages."""
