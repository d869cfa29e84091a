package rollout

import (
	"regexp"
	"strings"
)

// later is a text that says of a field only that it will be filled in, or that
// there is nothing to fill in.
var later = regexp.MustCompile(`^(?:tbd|tbc|tba|t\.b\.d|t\.b\.c|to be (?:decided|determined|defined|confirmed|announced|named|agreed|added|done|filled(?: in)?)|n/?a|not applicable|not (?:yet )?(?:decided|defined|known|set|assigned|agreed)|open|pending|unknown|todo|to do|\?+|xxx+|later)$`)

// Undecided reports whether a text says only that something is still to be
// decided, and nothing of what: "TBD", "(tbd)", "n/a".
func Undecided(text string) bool {
	return later.MatchString(strings.Trim(strings.ToLower(text), " \t\n.()*_`"))
}
