BEGIN;

-- A day of the year alone: nobody needs to know how old a customer is.
ALTER TABLE "customer" ADD COLUMN "birthday" CHAR(5);
ALTER TABLE "customer" ADD CONSTRAINT "customer_birthday_check" CHECK ("birthday" ~ '^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$');
CREATE INDEX "customer_birthday_idx" ON "customer"("birthday");

-- The day of the year of the first order, in universal time, as month * 100 + day.
CREATE INDEX "customer_facts_first_order_day_idx" ON "customer_facts"
  ((EXTRACT(month FROM "first_order_at" AT TIME ZONE 'UTC')::int * 100 + EXTRACT(day FROM "first_order_at" AT TIME ZONE 'UTC')::int));

COMMIT;
