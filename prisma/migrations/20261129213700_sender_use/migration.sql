BEGIN;

-- Limits of sending domains: what was sent today, and when the next turn is. A row is held while turns are taken, and changed in place.

CREATE TABLE "sender_use" (
    "sender" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "taken" INTEGER NOT NULL,
    "next_system" TIMESTAMPTZ(6) NOT NULL,
    CONSTRAINT "sender_use_pkey" PRIMARY KEY ("sender")
) WITH (fillfactor = 50);

COMMIT;
