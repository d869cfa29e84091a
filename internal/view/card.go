package view

// Card is one message. Text is what notifications and screen readers get; it
// leads with the point and is always set. Blocks are drawn in order.
type Card struct {
	Text   string
	Blocks []Block
}

// Block is a part of a card or of a form: Header, Section, Context, Actions,
// Divider or, in forms only, Input.
type Block interface{ block() }

// Header is a heading in plain text, at most 150 characters.
type Header struct{ Text string }

// Section is a paragraph of mrkdwn, with up to ten short fields in two columns
// and one button at its side.
type Section struct {
	Text   string
	Fields []string
	Button *Button
}

// Context is small print: up to ten pieces of mrkdwn in a row.
type Context struct{ Texts []string }

// Actions is a row of buttons.
type Actions struct{ Buttons []Button }

// Divider is a line across.
type Divider struct{}

// Style is how strongly a button speaks.
type Style string

// At most one button of a message is primary; danger is for the main action
// that destroys, and always confirms.
const (
	Plain   Style = ""
	Primary Style = "primary"
	Danger  Style = "danger"
)

// Button carries a command line in canonical form ("incident ack INC-7"):
// pressing it is typing the line. What a button can do, a script can type.
type Button struct {
	Text    string // sentence case, at most 75 characters, no emoji
	Line    string // without the command's own name; at most 2,000 bytes
	Style   Style
	Confirm *Confirm
	Label   string // for screen readers, where Text alone does not say it; begins with Text, by which people call it
}

// because is the button with a reason behind its line that was typed already, in
// the chat's escaped form; without it where the line would be too long.
func (b Button) because(reason string) Button {
	if line := b.Line + " because " + reason; reason != "" && len(line) <= maxLine {
		b.Line = line
	}
	return b
}

// Confirm is asked before a dangerous button acts; it names object and effect,
// and is as dangerous as its button.
type Confirm struct {
	Title, Text   string
	Confirm, Deny string // verbs
}

// File is a file given to the asker or attached to a message.
type File struct {
	Name    string
	Content []byte
}

func (Header) block()  {}
func (Section) block() {}
func (Context) block() {}
func (Actions) block() {}
func (Divider) block() {}
func (Input) block()   {}
