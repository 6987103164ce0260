BEGIN;

-- Messages in the shop's own pages, and those that a person passes on through a marketplace.

ALTER TABLE "contact_point" ADD COLUMN "platform" TEXT;

ALTER TABLE "task" ADD COLUMN "words" JSONB;

CREATE TABLE "on_site_message" (
    "id" BIGSERIAL NOT NULL,
    "message_id" TEXT NOT NULL,
    "customer_id" UUID NOT NULL,
    "locale" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "preferences_url" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "good_until" TIMESTAMPTZ(3),
    "read_at" TIMESTAMPTZ(3),
    "answers" INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT "on_site_message_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "on_site_message_message_id_key" ON "on_site_message"("message_id");
CREATE INDEX "on_site_message_customer_id_id_idx" ON "on_site_message"("customer_id", "id");

COMMIT;
