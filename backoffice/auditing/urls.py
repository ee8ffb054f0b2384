"""The addresses of the search and the timelines."""

from backoffice.auditing.pages import urls
from backoffice.site import site

site.further_pages.append(urls)
