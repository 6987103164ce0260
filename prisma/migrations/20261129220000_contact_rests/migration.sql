BEGIN;

-- Rests that a provider gives a receiver, and when each was last written to outside a window.

ALTER TABLE "contact_point" ADD COLUMN "reached_at" TIMESTAMPTZ(3),
ADD COLUMN "rest_until" TIMESTAMPTZ(3),
ADD COLUMN "rests" SMALLINT NOT NULL DEFAULT 0;

CREATE INDEX "contact_point_reached" ON "contact_point" ("channel", "reached_at") WHERE "reached_at" IS NOT NULL;

COMMIT;
