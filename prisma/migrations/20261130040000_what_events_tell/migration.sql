BEGIN;

-- AlterTable
ALTER TABLE "customer_facts" ADD COLUMN     "open_returns" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "satisfaction_count" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "satisfaction_sum" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "orders" ADD COLUMN     "delivered_at" TIMESTAMPTZ(3),
ADD COLUMN     "held_up_at" TIMESTAMPTZ(3),
ADD COLUMN     "shipped_at" TIMESTAMPTZ(3);

-- Whose promised day may pass: looked for all the time.
CREATE INDEX "orders_on_their_way" ON "orders"("placed_at") WHERE "kind" = 'order' AND "delivered_at" IS NULL;

-- AlterTable
ALTER TABLE "enrolment" ADD COLUMN     "event_id" BIGINT;

-- AlterTable
ALTER TABLE "inquiry_entry" ADD COLUMN     "sku" TEXT;

-- What is handed over weekly, product by product.
CREATE INDEX "questions_about_products" ON "inquiry_entry"("at") WHERE "sku" IS NOT NULL;
CREATE INDEX "returns_told" ON "event_inbox"("occurred_at") WHERE "kind" = 'return.opened';

COMMIT;
