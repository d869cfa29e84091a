package commands

import (
	"regexp"
	"slices"
	"strings"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
)

// takeNote takes what is left of a line as a booking's note. What people put behind
// a note, "model tokens on 2026-09-03", is read as if it stood before it: a date, a
// line that was booked before or stands in quotation marks, "every month". Where it may
// be a part of the note, it is asked about; behind the word "note" nothing is read.
func (c *Call) takeNote(k desk, b rollout.Booking, monthly, dated bool) (rollout.Booking, bool, error) {
	if c.Line.Take("note") {
		b.Note = c.Line.Rest()
		return b, monthly, c.check(k, b, monthly)
	}
	known, err := c.linesFor(k, b)
	if err != nil {
		return b, monthly, err
	}
	whole, today := c.Line.Left(), rollout.DayOf(c.Now, k.zone())
	end := noteEnd{words: c.Line.placed(), days: []rollout.Day{b.On}, dated: dated, line: b.Line, monthly: monthly}
	if end.read(today, known) {
		return b, monthly, twoDays()
	}
	if end.at == 0 {
		b.Note = c.Line.Rest()
		return b, monthly, c.check(k, b, monthly)
	}
	var read []rollout.Booking
	for _, day := range end.days {
		r := b
		r.On, r.Line, r.Note = day, end.line, NewLine(strings.TrimRight(whole[:end.at], " \t\n,")).Rest()
		if f := c.faultOf(k, r, end.monthly); f == nil || f.Field != "date" {
			read = append(read, r)
		}
	}
	if len(read) == 1 && len(end.days) == 1 && !end.doubt {
		c.Line.Rest()
		return read[0], end.monthly, c.check(k, read[0], end.monthly)
	}
	return b, monthly, c.askNote(k, b, monthly, read, end)
}

// linesFor are the names of lines that a booking's may be.
func (c *Call) linesFor(k desk, b rollout.Booking) (known []string, err error) {
	err = c.View(func(tx store.Tx) error {
		known, err = knownLines(tx, k.plan.ID, b.On)
		return err
	})
	return known, err
}

// askNote offers what a note's end was read as, and the same as a part of the note.
func (c *Call) askNote(k desk, b rollout.Booking, monthly bool, read []rollout.Booking, end noteEnd) error {
	whole := c.Line.Left()
	a := &choose{question: "“" + clip(plainText(whole[end.at:]), 60) + "” may be a part of the note. What is to be booked? Nothing was booked yet."}
	switch {
	case len(read) == 0:
		a.question = "The day in “" + clip(plainText(whole[end.at:]), 60) + "” cannot be booked. Is it a part of the note? Nothing was booked yet."
	case end.far != "":
		a.question = end.far
	}
	for _, r := range read {
		a.choices = append(a.choices, bookingChoice(k, r, strings.TrimRight(whole[:end.at], " \t\n,"), end.monthly))
	}
	a.choices = append(a.choices, bookingChoice(k, b, whole, monthly))
	return a.fits()
}

// askBeginning offers what the first n words behind an amount may say, and the same
// as the beginning of the note.
func (c *Call) askBeginning(k desk, b rollout.Booking, monthly bool, n int, read rollout.Booking, readMonthly bool) error {
	whole, rest := c.Line.Left(), *c.Line
	rest.Drop(n)
	words := strings.TrimSpace(strings.TrimSuffix(whole, rest.Left()))
	a := &choose{question: "“" + clip(plainText(words), 60) + "” may be the beginning of the note. What is to be booked? Nothing was booked yet."}
	text, line := bookingWords(read, readMonthly), spendLine(k, read, readMonthly)
	if !rest.Empty() {
		text += ", “" + clip(plainText(rest.Left()), 40) + "”"
	}
	a.choices = []view.Choice{{Text: text, Line: strings.TrimSpace(line + " " + rest.Left())}, bookingChoice(k, b, whole, monthly)}
	return a.fits()
}

// bookingChoice books what was read, with a note in which nothing is read.
func bookingChoice(k desk, b rollout.Booking, note string, monthly bool) view.Choice {
	return view.Choice{
		Text: bookingWords(b, monthly) + ", note “" + clip(plainText(note), 40) + "”",
		Line: spendLine(k, b, monthly) + " note " + note,
	}
}

func bookingWords(b rollout.Booking, monthly bool) string {
	text := b.Quantity.String() + " on " + view.DayWords(b.On)
	if monthly {
		text = b.Quantity.String() + " every month from " + view.DayWords(b.On)
	}
	if b.Line != "" {
		text += " for “" + clip(b.Line, 20) + "”"
	}
	return text
}

// placedWord is a word of a line and where it begins.
type placedWord struct {
	word  string // folded, without the full stop of a sentence
	typed string
	at    int
}

func (l *Line) placed() []placedWord {
	var all []placedWord
	for rest := *l; !rest.Empty(); {
		at, raw := len(l.rest)-len(rest.rest), rest.Raw()
		all = append(all, placedWord{strings.TrimRight(foldName(raw), ".,;"), plainText(raw), at})
	}
	return all
}

// noteEnd is what was read at a note's end.
type noteEnd struct {
	words   []placedWord // of the note that is left
	at      int          // where what was read begins; 0 when nothing was
	days    []rollout.Day
	dated   bool
	line    string
	monthly bool
	doubt   bool   // it may be a part of the note
	far     string // the question about a day whose year is in doubt
}

// cut takes n words from the end, of which one at least is left.
func (e *noteEnd) cut(n int) {
	at := len(e.words) - n
	e.at, e.words = e.words[at].at, e.words[:at]
}

// tail are the last n words; nil where none would be left before them.
func (e *noteEnd) tail(n int) []string {
	if len(e.words) <= n {
		return nil
	}
	var words []string
	for _, w := range e.words[len(e.words)-n:] {
		words = append(words, w.word)
	}
	return words
}

// read takes all that can be read, and reports whether a second day is named.
func (e *noteEnd) read(today rollout.Day, known []string) (second bool) {
	for {
		if e.dated && e.anotherDay(today) {
			return true
		}
		if !e.cutMonthly() && !e.cutDay(today) && !e.cutStretch(today) && !e.cutLine(known) {
			return false
		}
	}
}

// cutMonthly takes "monthly" and its like. "licences, billed monthly" may be booked
// once, so that it is asked about.
func (e *noteEnd) cutMonthly() bool {
	for _, like := range everyMonthWords {
		if !e.monthly && slices.Equal(e.tail(len(like)), like) {
			e.cut(len(like))
			e.monthly, e.doubt = true, true
			return true
		}
	}
	return false
}

// dayWords may stand before a day at a note's end, and make it a part of the note.
var dayWords = []string{"on", "of", "for", "from", "since", "until", "till", "by", "before", "after"}

func isDayWord(word string) bool { return slices.Contains(dayWords, strings.TrimPrefix(word, "(")) }

// anotherDay reports whether what is left of a dated note ends with a day that
// would be read if the note had none. "The bill of 3 July" and "drinks friday"
// name what was paid.
func (e *noteEnd) anotherDay(today rollout.Day) bool {
	for n := dayLongest; n > 0; n-- {
		text, on, before := e.day(n, today)
		if text == "" {
			continue
		}
		return on || before == "" && (text == "today" || text == "yesterday" || strings.ContainsAny(text, "0123456789"))
	}
	return false
}

// day is the text of the last n words where they say a day, whether "on" stands
// before it, and the word that makes it a part of the note.
func (e *noteEnd) day(n int, today rollout.Day) (text string, on bool, before string) {
	words := e.tail(n)
	if words == nil {
		return "", false, ""
	}
	text = dayText(words)
	if w := e.tail(n + 1); w != nil && isDayWord(w[0]) {
		before = w[0]
		if strings.HasPrefix(before, "(") {
			text = strings.TrimSuffix(text, ")")
		}
		on = strings.TrimPrefix(before, "(") == "on"
	}
	switch {
	case len(readDay(text, today, behind).days) > 0 && (n == 1 || strings.ContainsAny(text, letters)):
	case n == 1 && on && len(readDotted(text, today, behind).days) > 0:
	default:
		return "", false, ""
	}
	return text, on, before
}

// cutDay takes a day with "on" before it, or without: then only yesterday and today
// can be meant for nothing else.
func (e *noteEnd) cutDay(today rollout.Day) bool {
	for n := dayLongest; n > 0 && !e.dated; n-- {
		text, on, before := e.day(n, today)
		if text == "" {
			continue
		}
		read := readDay(text, today, behind)
		sure := text == "today" || text == "yesterday"
		switch {
		case before != "":
			sure = on && (sure || strings.ContainsAny(text, "0123456789"))
			n++
		case text == "tomorrow":
			continue // "bread for the party tomorrow": what was spent has not to come
		}
		if len(read.days) == 0 { // "on 30.11" may be a version
			read, sure = readDotted(text, today, behind), false
		}
		e.cut(n)
		e.days, e.dated = read.days, true
		e.doubt = e.doubt || !sure || read.far
		e.far = read.doubt(today, "What is to be booked? Nothing was booked yet.")
		return true
	}
	return false
}

// cutLine takes "for LINE" whose line is known, the longest first.
func (e *noteEnd) cutLine(known []string) bool {
	for n := len(e.words); n > 1 && e.line == ""; n-- {
		words := e.tail(n)
		if words == nil || words[0] != "for" {
			continue
		}
		var typed []string
		for _, w := range e.words[len(e.words)-n+1:] {
			typed = append(typed, w.typed)
		}
		for _, name := range known {
			if slices.Equal(nameWords(name), words[1:]) {
				e.cut(n)
				e.line = name
				return true
			}
		}
		if m := quotedName.FindStringSubmatch(strings.Join(typed, " ")); m != nil {
			e.cut(n)
			e.line = m[1]
			return true
		}
	}
	return false
}

// quotedName is a name in quotation marks, with nothing beside it.
var quotedName = regexp.MustCompile(`^["“„]([^"“”„]+)["”“][.,;]?$`)
