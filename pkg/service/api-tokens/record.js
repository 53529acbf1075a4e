/** An id for a new record, which sorts by the time of creation. @param {number} created in seconds */
export function freshId(created) {
  return `${Math.floor(created * 1000).toString(36).padStart(9, '0')}-${crypto.randomUUID()}`
}

/** What an event says of a record. @param {Pick<import('../store/store.js').ApiTokenRecord, 'id' | 'owner'>} record */
export function about({ id, owner }) {
  return { id, subject: owner.id, subjectType: owner.type }
}
