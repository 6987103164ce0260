BEGIN;

-- What a provider says of a template besides its status.

ALTER TABLE "channel_template" ADD COLUMN "category" TEXT,
ADD COLUMN "quality" TEXT;

COMMIT;
