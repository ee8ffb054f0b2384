"""Django's databases, whose connections know which rows of history no decision stands for yet."""
