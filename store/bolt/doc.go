// Package bolt keeps a store in one bbolt file.
//
// Each kind of record is a bucket named "workspace/kind". Each value is followed
// by a CRC-32C over kind, key and value, because nothing in bbolt notices a
// flipped bit inside a value.
package bolt
