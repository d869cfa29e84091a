package commands

import (
	"slices"
	"testing"

	"github.com/rolloutbot/rollout/internal/rollout"
)

func TestLineWords(t *testing.T) {
	tests := []struct {
		name, line string
		peek, word string // the first word, folded and as typed
		rest       string // what is left of it as free text
	}{
		{"plain", "Incident open It is down", "incident", "Incident", "open It is down"},
		{"blanks at the front", "  \t\n status", "status", "status", ""},
		{"nothing", "   ", "", "", ""},
		{"a mention with blanks in its label", "<@U1|Lee Lindqvist> now", "@lee lindqvist", "@Lee Lindqvist", "now"},
		{"a channel", "<#C1|ops> please", "#ops", "#ops", "please"},
		{"a link stays whole", "<https://a.example/x y|a label> text", "https://a.example/x y", "https://a.example/x y", "text"},
		{"a sign that begins no token", "< b > c", "<", "<", "b > c"},
		{"a token that is never closed", "<@U1 and on", "<@u1", "<@U1", "and on"},
		{"two tokens without a blank", "<@U1|lee><@U2|dana> x", "@lee@dana", "@lee@dana", "x"},
		{"entities are signs", "&lt;b&gt; &amp;lt;", "<b>", "<b>", "&lt;"},
		{"curly quotes are text", "“Data” isn’t there", "“data”", "“Data”", "isn’t there"},
		{"a blank that is none of ASCII", "status\u00a0all", "status", "status", "all"},
		{"line breaks stay in a text", "note one\ntwo\n\nthree", "note", "note", "one\ntwo\n\nthree"},
		{"control and direction characters go", "note a\x00b\x1b[31m\u202ec\ufffd", "note", "note", "ab[31mc"},
		{"bytes that are no text", "note \xff\xfea", "note", "note", "a"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := NewLine(tt.line)
			if got := l.Peek(); got != tt.peek {
				t.Errorf("peek %q, want %q", got, tt.peek)
			}
			if got := l.Word(); got != tt.word {
				t.Errorf("word %q, want %q", got, tt.word)
			}
			if got := l.Rest(); got != tt.rest || !l.Empty() {
				t.Errorf("rest %q, want %q", got, tt.rest)
			}
		})
	}
}

// Words and Drop count alike, so that a matched name takes exactly its words.
func TestWordsAndDropAgree(t *testing.T) {
	l := NewLine("Data <@U1|Lee Lindqvist> <https://a.example/x y|z> sev2 it&amp;s")
	words := l.Words()
	if want := []string{"data", "@lee lindqvist", "https://a.example/x y", "sev2", "it&s"}; !slices.Equal(words, want) {
		t.Fatalf("words %q, want %q", words, want)
	}
	l.Drop(3)
	if got := l.Left(); got != "sev2 it&amp;s" {
		t.Errorf("left %q", got)
	}
	l.Drop(9)
	if !l.Empty() {
		t.Errorf("left %q", l.Left())
	}
}

func TestIncidentID(t *testing.T) {
	tests := []struct {
		word, want string
	}{
		{"INC-12", "INC-12"},
		{"inc-12", "INC-12"},
		{"inc12", "INC-12"},
		{"#12", "INC-12"},
		{"12", "INC-12"},
		{"0012", "INC-12"},
		{"INC-12:", "INC-12"},
		{"INC-0", "INC-0"},
		{"000", "INC-0"},
		{"INC-99999999999999999999", "INC-999999999999999999…"},
		{"INC-", ""},
		{"inc", ""},
		{"12a", ""},
		{"-12", ""},
		{"1.2", ""},
		{"١٢", ""}, // digits of another script are not ours
		{"INC-12-3", ""},
	}
	for _, tt := range tests {
		t.Run(tt.word, func(t *testing.T) {
			l := NewLine(tt.word + " rest")
			got, ok := l.IncidentID()
			if got != tt.want || ok != (tt.want != "") {
				t.Errorf("got %q, %v, want %q", got, ok, tt.want)
			}
			if taken := l.Left() == "rest"; taken != ok {
				t.Errorf("left %q", l.Left())
			}
		})
	}
}

func TestSeverity(t *testing.T) {
	tests := []struct {
		line    string
		want    rollout.Severity
		left    string
		refused bool
	}{
		{"sev1 x", 1, "x", false},
		{"SEV4 x", 4, "x", false},
		{"sev 2 x", 2, "x", false},
		{"severity 3 x", 3, "x", false},
		{"severity3 x", 3, "x", false},
		{"s1 x", 1, "x", false},
		{"p3: x", 3, "x", false},
		{"critical x", 1, "x", false},
		{"crit, x", 1, "x", false},
		{"sev of it x", 0, "sev of it x", false},
		{"p95 is high", 0, "p95 is high", false},
		{"sevastopol", 0, "sevastopol", false},
		{"criticality", 0, "criticality", false},
		{"", 0, "", false},
		{"sev0 x", 0, "sev0 x", true},
		{"sev5 x", 0, "sev5 x", true},
		{"sev 9 x", 0, "sev 9 x", true},
		{"sev22222222222222222222222 x", 0, "sev22222222222222222222222 x", true},
		{"p0 x", 0, "p0 x", true},
	}
	for _, tt := range tests {
		t.Run(tt.line, func(t *testing.T) {
			l := NewLine(tt.line)
			got, ok, err := l.Severity()
			if got != tt.want || ok != (tt.want != 0) || l.Left() != tt.left || (err != nil) != tt.refused {
				t.Errorf("got %d, %v, %v, left %q; want %d, left %q, refused %v", got, ok, err, l.Left(), tt.want, tt.left, tt.refused)
			}
		})
	}
}

func TestTargets(t *testing.T) {
	tests := []struct {
		name, line string
		to         []rollout.Place
		bad        string
	}{
		{"people and a channel", "<@U1|lee> <@U2> <#C1|ops>", []rollout.Place{"@U1", "@U2", "#C1"}, ""},
		{"nobody", "", nil, ""},
		{"a name that is no mention", "<@U1> lee", []rollout.Place{"@U1"}, "lee"},
		{"a name as typed without help", "@lee", nil, "@lee"},
		{"a group", "<!subteam^S1|@ops>", nil, "@subteam"},
		{"everybody", "<!channel>", nil, "@channel"},
		{"a mention with something at its end", "<@U1>, thanks", nil, "@U1,"},
		{"a mention of nobody", "<@>", nil, "<@>"},
		{"a link", "<https://a.example|@lee>", nil, "https://a.example"},
		{"a mention that was typed", "&lt;@U1&gt;", nil, "<@U1>"},
		{"a pager", "pagerduty:KEY", nil, "pagerduty:KEY"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			to, bad := NewLine(tt.line).Targets()
			if !slices.Equal(to, tt.to) || bad != tt.bad {
				t.Errorf("got %q, %q, want %q, %q", to, bad, tt.to, tt.bad)
			}
		})
	}
}
