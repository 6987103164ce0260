/** Content-Disposition of a file that is saved under its name: in full where UTF-8 is read (RFC 8187), else in letters that mean nothing to a shell or a header. */
export function attachedAs(fileName: string): string {
  const name = fileName.replaceAll(/[\p{C}/\\]/gu, '') || 'file';
  const encoded = encodeURIComponent(name).replaceAll(/['()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${name.replaceAll(/[^\w.-]/g, '_')}"; filename*=UTF-8''${encoded}`;
}
