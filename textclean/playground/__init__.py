"""A page on this machine to try cleaners on a text: what can be set, what is shown, the page, the server. Knows no file, no command.

`setting` knows no web, `showing` no setting, `page` no request; only `app` and `server` load Starlette and uvicorn, of the extra
`serve`. These two because both are typed, ship wheels of pure Python and are kept up, and together need no more than anyio, h11
and idna beside what is here already; `http.server` would leave limits, broken requests and orderly ends to be written by hand.
"""
