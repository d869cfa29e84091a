// Package hooks takes what other systems report over HTTP and turns it into the
// same requests that people make: the same checks, the same books, the same
// inbox. It decides nothing itself; it reads, refuses what it cannot read, and
// answers with JSON, errors with application/problem+json.
//
// POST /hooks/spend takes rows of spend, as JSON or CSV. Everything of a request
// is booked or nothing; rows are known by source and id, and sent again change
// nothing.
package hooks
