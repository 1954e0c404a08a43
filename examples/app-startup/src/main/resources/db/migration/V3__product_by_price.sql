-- Cannot run in a transaction: Flyway notices, and Slipway's lock does not stand in its way.
create index concurrently product_by_price on shop.product (price);
