BEGIN;

-- Who was let in, and who was not.
CREATE TABLE "staff_access" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "what" TEXT NOT NULL,
    "staff_id" TEXT,
    "network" TEXT,
    "key_id" TEXT,

    CONSTRAINT "staff_access_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "staff_access_staff_id_id_idx" ON "staff_access"("staff_id", "id");
CREATE INDEX "staff_access_at_idx" ON "staff_access"("at");

COMMIT;
