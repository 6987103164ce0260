/** SQL of the hash of what message `m` would say to whom: template, frozen context, words of the staff, promotion and address. */
export const CONTENT_HASH = `(select encode(sha256(convert_to(concat_ws(E'\\n', m.id, m.template_hash, m.context::text, m.words::text, m.grant_id, p.address), 'UTF8')), 'hex')
  from contact_point p where p.id = m.contact_point_id)`;

/** SQL of the instant until which a second person's yes to exactly this content is good; null: there is none. */
export const APPROVED_UNTIL = `select epoch_ms(a.good_until) from approval a
  where a.message_id = m.id and a.state = 'approved' and a.content_hash = ${CONTENT_HASH} order by a.id desc limit 1`;
