package store

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// sep stands before the last part of an index entry's key: the key it leads to.
// It may not occur in what is indexed.
const sep = "\x1f"

// digits orders numbers as text.
func digits(n uint64) string {
	s := strconv.FormatUint(n, 10)
	if len(s) < 12 {
		s = "000000000000"[len(s):] + s
	}
	return s
}

// number reads what digits wrote.
func number(kind, key, s string) (uint64, error) {
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil {
		return 0, &DamageError{kind, key, "the key does not end in a number"}
	}
	return n, nil
}

var (
	firstInstant = time.Unix(0, math.MinInt64)
	lastInstant  = time.Unix(0, math.MaxInt64)
)

// instant orders times as text, to the nanosecond, from 1677 to 2262; times
// outside stand at the ends.
func instant(t time.Time) string {
	n := int64(math.MinInt64)
	switch {
	case t.After(lastInstant):
		n = math.MaxInt64
	case t.After(firstInstant):
		n = t.UnixNano()
	}
	return fmt.Sprintf("%016x", uint64(n)^1<<63)
}

// when reads what instant wrote.
func when(s string) (time.Time, bool) {
	u, err := strconv.ParseUint(s, 16, 64)
	if err != nil || len(s) != 16 {
		return time.Time{}, false
	}
	return time.Unix(0, int64(u^1<<63)).UTC(), true
}

// leadsTo is the key at the end of an index entry.
func leadsTo(entry string) string { return entry[strings.LastIndex(entry, sep)+1:] }
