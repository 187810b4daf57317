"""One run as a page to look through: what is gathered while it streams, and the page. Knows no file and no command.

`gathering` keeps what a page needs of any number of documents in bounded memory, `page` writes it as one HTML file. Only `page` loads
Jinja, and only when a page is written.
"""
