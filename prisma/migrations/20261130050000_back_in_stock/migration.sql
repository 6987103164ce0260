BEGIN;

-- AlterTable
ALTER TABLE "product" ADD COLUMN     "back_at" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "customer_interest_shop_id_sku_idx" ON "customer_interest"("shop_id", "sku");

-- Few at a time, and asked for all the time.
CREATE INDEX "product_back" ON "product"("back_at") WHERE "back_at" IS NOT NULL;

COMMIT;
