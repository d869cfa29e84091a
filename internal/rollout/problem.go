package rollout

import "fmt"

// Kind sorts problems for the transport: which of them is the asker's to mend,
// a matter of rights, or a thing that is not there.
type Kind string

// The kinds of problem.
const (
	Invalid  Kind = "invalid"  // the words do not say something that can be done
	Missing  Kind = "missing"  // the thing named is not there
	Refused  Kind = "refused"  // this person may not do it
	Conflict Kind = "conflict" // the thing is in another state
)

// Problem is the only error that people are shown as it is. Text says what is
// wrong and what is unchanged, Next what to type next.
type Problem struct {
	Kind  Kind
	Text  string
	Next  string
	Field string   // the form field it belongs under, when it came from a form
	Ask   []Holder // who can do it instead, where they are known: named in place of AskThem in Next
}

// AskThem is what Next begins with where people are meant whom the text describes.
const AskThem = "Ask one of them"

// Holder is somebody who may do what another may not, and as what.
type Holder struct {
	Who UserID
	As  []string // "plan owner"
}

func (p *Problem) Error() string {
	if p.Next == "" {
		return p.Text
	}
	return p.Text + " " + p.Next
}

// Problemf makes a Problem whose text is formatted.
func Problemf(k Kind, next, format string, args ...any) *Problem {
	return &Problem{Kind: k, Text: fmt.Sprintf(format, args...), Next: next}
}
