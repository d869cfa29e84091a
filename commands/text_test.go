package commands

import (
	"slices"
	"strings"
	"testing"

	"github.com/rolloutbot/rollout/internal/rollout"
)

func TestPlainText(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"nothing special", "it's 5 o’clock", "it's 5 o’clock"},
		{"a mention", "ask <@U1|lee>", "ask @lee"},
		{"a mention without a label", "ask <@U1>", "ask @U1"},
		{"a mention with an empty label", "ask <@U1|>", "ask @U1"},
		{"a channel", "in <#C1|ops>", "in #ops"},
		{"a link the chat made", "see <http://example.com|example.com>", "see example.com"},
		{"an address the chat made", "<mailto:a@b.example|a@b.example>", "a@b.example"},
		{"a link with another label shows where it goes", "<https://evil.example|our wiki>", "https://evil.example"},
		{"a bare link", "<https://a.example/?x=1&amp;y=2>", "https://a.example/?x=1&y=2"},
		{"everybody", "<!channel> <!here|@here> <!subteam^S1|@ops>", "@channel @here @subteam"},
		{"entities once", "a &lt; b &amp;&amp; c &gt; d; &amp;lt;", "a < b && c > d; &lt;"},
		{"an entity is no token", "&lt;@U1&gt;", "<@U1>"},
		{"unbalanced", "a < b <@U1", "a < b <@U1"},
		{"tokens inside tokens", "<<@U1|x>>", "<@x>"},
		{"an unknown entity", "&nbsp;&copy", "&nbsp;&copy"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := plainText(tt.in); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestClean(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"line breaks and tabs stay", " a\n\tb \n", "a\n\tb"},
		{"carriage returns go", "a\r\nb", "a\nb"},
		{"control characters go", "a\x00\x07\x7f\u0085b", "ab"},
		{"direction marks go", "a\u202e\u2066\u200fb", "ab"},
		{"bytes that are no text go", "a\xffb", "ab"},
		{"emoji with joiners stay", "👩‍💻 é", "👩‍💻 é"},
		{"nothing but what goes", "\x00\u202e", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := clean(tt.in); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestMentions(t *testing.T) {
	people, channels := Mentions("set <@U1|lee> <#C1|ops> <!here> <https://x|@no> &lt;@U9&gt; <@U2>")
	if !slices.Equal(people, []rollout.UserID{"U1", "U2"}) || !slices.Equal(channels, []rollout.ChannelID{"C1"}) {
		t.Errorf("people %q, channels %q", people, channels)
	}
}

// FuzzPlainText: what a person typed comes back exactly, whatever it is, from
// the form in which the chat sends it; and no other input breaks it.
func FuzzPlainText(f *testing.F) {
	for _, s := range []string{"a < b > c & d", "&lt;@U1&gt;", "<!channel>", "<@U1|lee> <#C1|", "”’“", "\xff<", "&amp;amp;"} {
		f.Add(s)
	}
	escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	f.Fuzz(func(t *testing.T, s string) {
		if got := plainText(escape.Replace(s)); got != s {
			t.Errorf("typed %q, read %q", s, got)
		}
		plainText(s)
		if once := clean(s); clean(once) != once {
			t.Errorf("cleaning twice changes %q", once)
		}
	})
}
