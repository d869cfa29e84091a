package view

import (
	"errors"
	"strings"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// Problem shows the one kind of error that people see: what is wrong, what to
// type next. Its texts may name lines to type in code spans; everything else
// in them is escaped, since they repeat what people typed.
func Problem(p *rollout.Problem) Card {
	var d draft
	next := escCode(p.Next)
	if len(p.Ask) > 0 {
		next = strings.Replace(next, rollout.AskThem, askWords(p.Ask), 1)
	}
	d.lines(escCode(p.Text), next)
	return d.card(joined([]string{escCode(p.Text), next}, " "))
}

// askWords name who may do it instead.
func askWords(all []rollout.Holder) string {
	names := make([]string, len(all))
	for i, a := range all {
		names[i] = Person(a.Who) + " (" + List(a.As, 0) + ")"
	}
	last := len(names) - 1
	if last == 0 {
		return "Ask " + names[0]
	}
	return "Ask " + strings.Join(names[:last], ", ") + " or " + names[last]
}

// ProblemCard is Problem for any error: one that is no Problem becomes a Failure
// without a ref.
func ProblemCard(err error) Card {
	var p *rollout.Problem
	if errors.As(err, &p) {
		return Problem(p)
	}
	return Failure("")
}

// Failure says that something broke which the asker cannot mend. ref finds the
// line in the log.
func Failure(ref string) Card {
	if ref == "" {
		return said("That did not work, nothing was changed. Try again in a moment.")
	}
	return said("That did not work, nothing was changed (ref %s). Try again; if it stays so, give an administrator the ref.", Line(ref))
}

// Unsure says that nobody knows yet whether a change was saved: the commit
// itself returned an error. look is the line that shows it.
func Unsure(ref, look string) Card {
	where := "Look before you repeat it."
	if look != "" {
		where = "Look with " + Code(look) + " before you repeat it."
	}
	return said("It is not certain whether this was saved (ref %s). %s", Line(ref), where)
}

// Saved says that a change is saved and only its answer could not be made.
func Saved(ref, look string) Card {
	return said("This is saved, but its answer could not be shown (ref %s). Look with %s.", Line(ref), Code(look))
}

// Working says that the answer takes longer and comes by itself.
func Working() Card { return said("Working on it; the answer comes here.") }

// escCode is Esc that lets code spans of one line stand.
func escCode(s string) string {
	parts := strings.Split(s, "`")
	if len(parts)%2 == 0 { // an odd mark pairs with nothing
		return Esc(s)
	}
	var b strings.Builder
	for i, p := range parts {
		if i%2 == 1 {
			if p == "" || strings.Contains(p, "\n") {
				b.WriteString("ˋ" + Esc(p) + "ˋ")
				continue
			}
			b.WriteString("`" + inCode(Clean(p)) + "`")
			continue
		}
		b.WriteString(padded(p))
	}
	return b.String()
}

// padded is Esc that keeps the blanks at both ends.
func padded(s string) string {
	trimmed := strings.TrimSpace(s)
	if trimmed == "" {
		if s == "" {
			return ""
		}
		return " "
	}
	start, end := s[:strings.Index(s, trimmed)], s[strings.Index(s, trimmed)+len(trimmed):]
	return start + Esc(trimmed) + end
}
