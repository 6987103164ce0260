BEGIN;

-- A request that comes again finds the entry that it has made.
ALTER TABLE "inquiry_entry" ADD COLUMN     "request_asks_sha256" BYTEA,
ADD COLUMN     "request_key_sha256" BYTEA;

CREATE UNIQUE INDEX "inquiry_entry_request_key_sha256_key" ON "inquiry_entry"("request_key_sha256");

COMMIT;
