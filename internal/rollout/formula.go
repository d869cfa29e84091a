package rollout

import (
	"strings"
	"unicode"
)

// Formula reports whether a spreadsheet that opens an export would run a text
// instead of showing it: its first character that is no blank is one that formulas
// begin with, in any width, or it begins with a tab or a line's end, behind which
// some begin to read. Such a text is refused where it comes in, so that whoever
// opens the books later need not trust everybody who ever wrote in them.
func Formula(text string) bool {
	for _, r := range text {
		switch {
		case r == '\t' || r == '\r':
			return true
		case unicode.IsSpace(r) || unicode.Is(unicode.Cf, r):
			continue
		}
		return strings.ContainsRune("=+-@＝＋－＠", r)
	}
	return false
}
