SELECT category FROM category
