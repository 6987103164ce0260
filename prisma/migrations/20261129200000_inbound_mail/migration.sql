BEGIN;

-- Mail that comes back: kept before it is acknowledged, read afterwards. Codes by which servers speak of the sender.

CREATE TABLE "inbound_mail" (
    "id" BIGSERIAL NOT NULL,
    "digest" TEXT NOT NULL,
    "received_system" TIMESTAMPTZ(3) NOT NULL,
    "envelope_from" TEXT NOT NULL,
    "envelope_to" TEXT[],
    "bytes" INTEGER NOT NULL,
    "raw" BYTEA,
    "status" TEXT NOT NULL DEFAULT 'received',
    "tries" INTEGER NOT NULL DEFAULT 0,
    "taken_system" TIMESTAMPTZ(3),
    "kind" TEXT,
    "reason" TEXT,
    "message_id" TEXT,
    "customer_id" UUID,
    CONSTRAINT "inbound_mail_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "inbound_mail_digest_key" ON "inbound_mail"("digest");

CREATE INDEX "inbound_mail_customer_id_idx" ON "inbound_mail"("customer_id");

CREATE INDEX "inbound_mail_received_system_idx" ON "inbound_mail"("received_system");

CREATE INDEX "inbound_mail_waiting" ON "inbound_mail"("id") WHERE "status" = 'received';

CREATE TABLE "sender_report" (
    "message_id" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "sender" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    "received_system" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "sender_report_pkey" PRIMARY KEY ("message_id", "code")
);

CREATE INDEX "sender_report_received_system_idx" ON "sender_report"("received_system");

CREATE INDEX "attempt_started_system_idx" ON "attempt" USING BRIN ("started_system");

COMMIT;
