"""The look of the pages and of the official sheets: words for dates and numbers, pictures, form rows, PDF."""
