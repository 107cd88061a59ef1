"""Pages: Flask in front of the services. A view asks one service, and knows neither a query nor a rule."""
