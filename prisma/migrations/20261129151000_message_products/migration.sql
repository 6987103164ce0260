BEGIN;

-- The products that a message shows, as its decision chose them, with the reasons: frozen like its promotion.
ALTER TABLE "message" ADD COLUMN "products" JSONB;

COMMIT;
