/** Whether a name means this machine, whatever a name server says. */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** Why nothing may be delivered to such an address, and what to write; null when it may. */
export function webhookUrlFault(text: string): { readonly fault: string; readonly wayOut: string } | null {
  if (!URL.canParse(text)) return { fault: 'not an address', wayOut: 'write one such as https://shop.example/touchline' };
  const { protocol, hostname, username, password, hash } = new URL(text);
  if (protocol !== 'https:' && protocol !== 'http:') return { fault: `webhooks leave by https, not by ${protocol.replace(':', '')}`, wayOut: 'write https://…' };
  if (protocol === 'http:' && !isLoopbackHost(hostname)) return { fault: 'http shows on the way what a webhook says', wayOut: 'write https://…; http is for 127.0.0.1 alone' };
  if (username !== '' || password !== '') return { fault: 'a password has no place in a policy', wayOut: 'leave name and password out: webhooks are signed with TOUCHLINE_WEBHOOK_SECRET' };
  if (hash !== '') return { fault: 'what follows # never reaches a server', wayOut: 'leave it out' };
  return null;
}
