BEGIN;

-- How people of the staff show by HTTP who they are. Nothing here is a secret that could be used: passwords by scrypt, the rest by SHA-256.
CREATE TABLE "staff_password" (
    "staff_id" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "staff_password_pkey" PRIMARY KEY ("staff_id")
);

CREATE TABLE "staff_session" (
    "token_sha256" BYTEA NOT NULL,
    "staff_id" TEXT NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "staff_session_pkey" PRIMARY KEY ("token_sha256")
);
CREATE INDEX "staff_session_staff_id_idx" ON "staff_session"("staff_id");

CREATE TABLE "sign_in_attempt" (
    "subject_sha256" BYTEA NOT NULL,
    "failures" INTEGER NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_until" TIMESTAMPTZ(3),

    CONSTRAINT "sign_in_attempt_pkey" PRIMARY KEY ("subject_sha256")
);
CREATE INDEX "sign_in_attempt_last_at_idx" ON "sign_in_attempt"("last_at");

CREATE TABLE "api_key" (
    "id" TEXT NOT NULL,
    "secret_sha256" BYTEA NOT NULL,
    "staff_id" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "scopes" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "api_key_staff_id_idx" ON "api_key"("staff_id");

COMMIT;
