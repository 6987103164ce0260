BEGIN;

-- What a yes was given to and how far it is proven, what a message without one rests on, and where a customer likes to be written to.

ALTER TABLE "consent" ADD COLUMN "language" TEXT,
ADD COLUMN "confirmed" BOOLEAN NOT NULL DEFAULT true;

ALTER TABLE "message" ADD COLUMN "permitted_by" TEXT;

ALTER TABLE "customer" ADD COLUMN "preferred_channel" TEXT;

ALTER TABLE "customer_facts" ADD COLUMN "last_reply_channel" TEXT;

COMMIT;
