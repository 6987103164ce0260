BEGIN;

-- What one piece costs the shop, landed, and in which currency: what a contribution by margin takes off the price.
ALTER TABLE "product" ADD COLUMN IF NOT EXISTS "cost" DECIMAL(18,4), ADD COLUMN IF NOT EXISTS "currency" CHAR(3);

COMMIT;
