package dev.slipway.examples.boot;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** Hibernate looks for its table when the application starts, and refuses to start without it. */
@Entity
@Table(schema = "shop", name = "product")
class ProductEntity {
    @Id
    private int id;

    private String name;

    String name() {
        return id + " " + name;
    }
}
