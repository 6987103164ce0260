/** Why a whole file cannot be imported; nothing of it has been written then. */
export class ImportFault extends Error {
  readonly code: ImportFaultCode;
  readonly wayOut: string | null;

  constructor(code: ImportFaultCode, message: string, wayOut: string | null = null) {
    super(message);
    this.name = 'ImportFault';
    this.code = code;
    this.wayOut = wayOut;
  }
}

export type ImportFaultCode =
  | 'file-missing' | 'file-empty' | 'not-gzip' | 'gzip-broken' | 'wrong-encoding' | 'wrong-header'
  | 'import-running' | 'shop-differs' | 'interrupted';
