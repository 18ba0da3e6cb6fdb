"""A text that would like to be run, and where the tests of the review call the server."""

ADDRESS = "http://127.0.0.1:8765"
ATTACK = """<x-evil onclick="a()">'"><script>a()</script><img src=x onerror=a()></textarea></title><x-evil>"""
