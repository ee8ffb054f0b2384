"""The auditor's workspace: the record searched, a case as a timeline, what is remarkable. Only read."""
