BEGIN;

-- Which products fit a customer. Lists are stale while news have come that they are not made of.
CREATE TABLE "customer_products" (
    "customer_id" UUID NOT NULL,
    "again" JSONB NOT NULL DEFAULT '[]',
    "fresh" JSONB NOT NULL DEFAULT '[]',
    "made_at" TIMESTAMPTZ(3),
    "news" INTEGER NOT NULL DEFAULT 0,
    "made_of" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "customer_products_pkey" PRIMARY KEY ("customer_id")
);
CREATE INDEX "customer_products_stale_idx" ON "customer_products"("made_at" NULLS FIRST) WHERE "news" <> "made_of";

-- What the same customers buy, and how it sells of late.
CREATE TABLE "product_neighbour" (
    "shop_id" TEXT NOT NULL,
    "sku" TEXT NOT NULL,
    "neighbours" JSONB NOT NULL,
    "popularity" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "product_neighbour_pkey" PRIMARY KEY ("shop_id","sku")
);

-- What customers looked at and asked for.
CREATE TABLE "customer_interest" (
    "customer_id" UUID NOT NULL,
    "shop_id" TEXT NOT NULL,
    "sku" TEXT NOT NULL,
    "what" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "times" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "customer_interest_pkey" PRIMARY KEY ("customer_id","shop_id","sku","what"),
    CONSTRAINT "customer_interest_what_check" CHECK ("what" IN ('viewed', 'asked-for'))
);

COMMIT;
