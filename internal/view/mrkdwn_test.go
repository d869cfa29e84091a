package view_test

import (
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
)

func TestEsc(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"plain words stay", "shows salary data", "shows salary data"},
		{"names of code stay", "p95_latency is 2*3 and a~b", "p95_latency is 2*3 and a~b"},
		{"lone marks between blanks stay", "5 * 3 _ 4 ~", "5 * 3 _ 4 ~"},
		{"nobody calls everybody", "<!channel> help", "&lt;!channel&gt; help"},
		{"nor by typing the name", "@here and @Channel, @everyone", "＠here and ＠Channel, ＠everyone"},
		{"a person's name is not everybody", "mail@hereford.example", "mail@hereford.example"},
		{"a mention is text", "<@U024BE7LH>", "&lt;@U024BE7LH&gt;"},
		{"a link is text", "<https://evil.example|our wiki>", "&lt;https://evil.example|our wiki&gt;"},
		{"a date token is text", "<!date^0^{time}|x>", "&lt;!date^0^{time}|x&gt;"},
		{"entities are not decoded twice", "&lt;!here&gt;", "&amp;lt;!here&amp;gt;"},
		{"bold does not take hold", "*urgent*", "∗urgent∗"},
		{"nor italic, strike, code", "_a_ ~b~ `c` ```d```", "ˍaˍ ∼b∼ ˋcˋ ˋˋˋdˋˋˋ"},
		{"nor full-width marks", "＊a＊ ｀b｀", "∗a∗ ˋbˋ"},
		{"nor a quote", "> said\n  > too\n1 > 0", "› said\n  › too\n1 &gt; 0"},
		{"direction overrides go", "safe\u202egnp.exe\u2066x\u2069\u200f", "safegnp.exex"},
		{"zero-width characters go", "<\u200b!channel>\ufeff\u00ad\u2060", "&lt;!channel&gt;"},
		{"tags go", "a\U000e0041\U000e007fb", "ab"},
		{"joiners of emoji stay", "👩‍🔧", "👩‍🔧"},
		{"control characters go", "a\x00b\x07c\x1b[31md", "abc[31md"},
		{"tabs are blanks, line breaks stay", "a\tb\r\nc\rd\u2028e", "a b\nc\nd\ne"},
		{"many empty lines are one", "a\n\n\n\n \n\nb", "a\n\n b"},
		{"broken bytes show as such", "a\xff\xfeb", "a\ufffd\ufffdb"},
		{"nothing but the unseen is nothing", "\u200b\u202e \x00", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := view.Esc(tt.in); got != tt.want {
				t.Errorf("Esc(%q)\n got %q\nwant %q", tt.in, got, tt.want)
			}
		})
	}
}

func TestTruncate(t *testing.T) {
	tests := []struct {
		name, in string
		n        int
		want     string
	}{
		{"what fits stays", "four", 4, "four"},
		{"the mark counts", "fives", 4, "fiv…"},
		{"no blank before the mark", "one two", 5, "one…"},
		{"never inside an entity", "a&amp;b and", 6, "a…"},
		{"an entity stays whole", "a&amp;b and more", 8, "a&amp;b…"},
		{"never inside a mention", "to <@U024BE7LH> now", 10, "to…"},
		{"a mention stays whole", "to <@U1> now please", 10, "to <@U1>…"},
		{"an accent stays on its letter", "cafe\u0301s and", 5, "caf…"},
		{"a family stays together", "👩‍👩‍👧 and so on", 6, "…"},
		{"beyond the basic plane counts twice", "😀😀😀", 5, "😀😀…"},
		{"one is the mark", "long", 1, "…"},
		{"none is nothing", "long", 0, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := view.Truncate(tt.in, tt.n); got != tt.want {
				t.Errorf("Truncate(%q, %d)\n got %q\nwant %q", tt.in, tt.n, got, tt.want)
			}
		})
	}
}

func TestList(t *testing.T) {
	tests := []struct {
		name  string
		names []string
		max   int
		want  string
	}{
		{"nobody", nil, 3, "nobody"},
		{"one", []string{"Maya"}, 3, "Maya"},
		{"two", []string{"Maya", "Lee"}, 3, "Maya and Lee"},
		{"as many as fit", []string{"Maya", "Lee", "Dana"}, 3, "Maya, Lee and Dana"},
		{"the rest is counted", []string{"Maya", "Lee", "Dana", "Sam"}, 2, "Maya, Lee and 2 more"},
		{"zero shows all", []string{"a", "b", "c", "d"}, 0, "a, b, c and d"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before := strings.Join(tt.names, ",")
			if got := view.List(tt.names, tt.max); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if after := strings.Join(tt.names, ","); after != before {
				t.Errorf("the caller's names became %q", after)
			}
		})
	}
}

func TestDuration(t *testing.T) {
	tests := []struct {
		in   time.Duration
		want string
	}{
		{0, "0 s"},
		{40 * time.Second, "40 s"},
		{15 * time.Minute, "15 min"},
		{7*time.Minute + 30*time.Second, "7 min 30 s"},
		{3*time.Hour + 10*time.Minute, "3 h 10 min"},
		{2 * time.Hour, "2 h"},
		{26 * time.Hour, "1 d 2 h"},
		{-90 * time.Second, "1 min 30 s"},
	}
	for _, tt := range tests {
		if got := view.Duration(tt.in); got != tt.want {
			t.Errorf("Duration(%v) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestWhenSaysTheDateOnlyWhenItIsNeeded(t *testing.T) {
	now := time.Date(2026, 7, 22, 13, 0, 0, 0, time.UTC)
	if got := view.PlainText(view.When(now.Add(time.Hour), now)); got != "14:00 UTC" {
		t.Errorf("in an hour: %q", got)
	}
	if got := view.PlainText(view.When(now.Add(20*time.Hour), now)); got != "23 Jul 09:00 UTC" {
		t.Errorf("tomorrow: %q", got)
	}
}

func TestNamesOfPlaces(t *testing.T) {
	tests := []struct{ name, got, want string }{
		{"a person", view.Person("U024BE7LH"), "<@U024BE7LH>"},
		{"nobody", view.Person(""), "nobody"},
		{"a channel", view.Place(rollout.In("C012AB3CD")), "<#C012AB3CD>"},
		{"direct messages", view.Place(rollout.DM("maya")), "<@maya>"},
		{"nowhere", view.Place(""), "nowhere"},
		{"an id cannot leave its token", view.Person("U1> <!channel"), "<@U1channel>"},
	}
	for _, tt := range tests {
		if tt.got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, tt.got, tt.want)
		}
	}
}

func TestCommandOfTheInstallation(t *testing.T) {
	c := view.Problem(rollout.Problemf(rollout.Invalid, "Type `/rollout incident open TEXT`.", "I cannot read %s.", "`/rollout x`/rollout"))
	got := c.Called("/asst").Plain()
	if !strings.Contains(got, "`/asst incident open TEXT`") {
		t.Errorf("the line to type still has another name:\n%s", got)
	}
	if got := view.HelpOverview([]view.HelpGroup{{Name: "status", Short: "how it stands"}}).Called("/asst").Plain(); strings.Contains(got, "/rollout") {
		t.Errorf("help still has another name:\n%s", got)
	}
}

// token is anything the chat would act on.
var token = regexp.MustCompile(`<[^>\n]*>|<`)

func FuzzEsc(f *testing.F) {
	for _, s := range []string{"<!channel>", "*a* _b_", "a\u202eb", "&lt;!here&gt;", "> x", "@here", "```x```", "\xff<@U1>", "p95_latency"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := view.Esc(s)
		if !utf8.ValidString(got) {
			t.Fatalf("Esc(%q) is not text: %q", s, got)
		}
		if bad := token.FindString(got); bad != "" || strings.Contains(got, ">") {
			t.Fatalf("Esc(%q) lets %q through: %q", s, bad, got)
		}
		if strings.ContainsAny(got, "\u202e\u2066\u200b\x00\x1b\r`") {
			t.Fatalf("Esc(%q) lets an unseen mark through: %q", s, got)
		}
		if strings.ContainsAny(view.Line(s), "\n") {
			t.Fatalf("Line(%q) breaks the line", s)
		}
	})
}

func FuzzTruncate(f *testing.F) {
	f.Add("to <@U024BE7LH> & <b>", 8)
	f.Add("😀😀😀", 5)
	f.Add("<!date^1^{time}|14:05 UTC>", 12)
	f.Fuzz(func(t *testing.T, s string, n int) {
		whole := view.Person("U024BE7LH") + view.Esc(s) + view.Clock(time.Unix(1784700000, 0))
		n %= 4000
		got := view.Truncate(whole, n)
		if size := utf16Len(got); n >= 0 && size > n {
			t.Fatalf("%d characters, %d asked: %q", size, n, got)
		}
		if !utf8.ValidString(got) {
			t.Fatalf("not text: %q", got)
		}
		if strings.Count(got, "<") != strings.Count(got, ">") {
			t.Fatalf("cut inside a token: %q", got)
		}
		if i := strings.LastIndex(got, "&"); i >= 0 && !strings.Contains(got[i:], ";") {
			t.Fatalf("cut inside an entity: %q", got)
		}
	})
}

func utf16Len(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xffff {
			n++
		}
	}
	return n
}
