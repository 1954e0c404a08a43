package dev.slipway.examples.boot;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What the application does with its database. */
@RestController
class ProductController {
    private final JdbcClient database;

    ProductController(JdbcClient database) {
        this.database = database;
    }

    @GetMapping("/products")
    List<String> products() {
        return database.sql("select name from shop.product order by name")
                .query(String.class)
                .list();
    }
}
