package rollout

import (
	"regexp"
	"strings"
)

// later is a text that says of a field only that it will be filled in, or that
// there is nothing to fill in.
var later = regexp.MustCompile(`^(?:tbd|tbc|tba|t\.b\.d|t\.b\.c|to be (?:decided|determined|defined|confirmed|announced|named|agreed|added|done|filled(?: in)?)|n/?a|not applicable|not (?:yet )?(?:decided|defined|known|set|assigned|agreed)|open|pending|unknown|todo|to do|\?+|x{3,12}|later)$`)

// none is a text that says of a gate that it asks for nothing.
var none = regexp.MustCompile(`^(?:none|none yet|no criteria|no criterion|nothing|nothing yet|nil|no|0|keine|offen|-)$`)

// NoCriteria reports whether all that a text says of a gate is that there are no
// criteria, or that they are to be decided: "TBD; n/a", "None".
func NoCriteria(text string) bool {
	parts := strings.FieldsFunc(text, func(r rune) bool { return r == ';' || r == ',' || r == '\n' })
	for _, part := range parts {
		if !Undecided(part) && !none.MatchString(folded(part)) {
			return false
		}
	}
	return len(parts) > 0
}

func folded(text string) string { return strings.Trim(strings.ToLower(text), " \t\n.!()*_`") }

// Undecided reports whether a text says only that something is still to be
// decided, and nothing of what: "TBD", "(tbd)", "n/a".
func Undecided(text string) bool {
	return later.MatchString(folded(text))
}
