create role shop login password '${shop_password}';
grant connect on database ${DATABASE} to shop;
