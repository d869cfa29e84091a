//go:build race

package planfile

// Under the race detector times say nothing.
const raced = true
