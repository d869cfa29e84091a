package view

// Form is a modal. Submitting it runs Line with the fields' values beside it,
// by the same path as a typed line.
type Form struct {
	Title  string // at most 24 characters
	Submit string // a verb, at most 24 characters
	Line   string // the command line in canonical form: "incident open"
	Blocks []Block
}

// InputKind is what a field of a form lets people enter.
type InputKind string

// The kinds of field.
const (
	TextLine  InputKind = "line"
	TextArea  InputKind = "area"
	Select    InputKind = "select"
	Radio     InputKind = "radio"
	PersonIn  InputKind = "person"
	ChannelIn InputKind = "channel"
)

// Input is one field. Its value arrives in Request.Fields under Name.
type Input struct {
	Name     string // unique in the form
	Label    string
	Hint     string
	Kind     InputKind
	Options  []Option
	Initial  string // a text, an option's value, an id
	Optional bool
	Max      int // characters, for texts; 0: 3,000
}

// Option is one choice of a select or radio. Value is at most 75 bytes.
type Option struct {
	Value, Text, About string
}
