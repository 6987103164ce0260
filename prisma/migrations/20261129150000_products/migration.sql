BEGIN;

-- What a shop's product list says of a product, and the class that policy gives it, with the reason.
ALTER TABLE "product"
  ADD COLUMN "category" TEXT,
  ADD COLUMN "tags" TEXT[],
  ADD COLUMN "price" DECIMAL(18,4),
  ADD COLUMN "stock" INTEGER,
  ADD COLUMN "url" TEXT,
  ADD COLUMN "pictures" TEXT[],
  ADD COLUMN "video" TEXT,
  ADD COLUMN "countries_not" TEXT[],
  ADD COLUMN "reviews" JSONB NOT NULL DEFAULT '[]',
  ADD COLUMN "class" TEXT,
  ADD COLUMN "class_reason" JSONB,
  ADD COLUMN "class_at" TIMESTAMPTZ(3);

COMMIT;
