package storetest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/rolloutbot/rollout/store"
	"pgregory.net/rapid"
)

// machine compares a store with a plain map, over random transactions of which
// some fail.
func machine(t *testing.T, open func(t testing.TB) store.Store) {
	s := open(t)
	run := 0
	rapid.Check(t, func(t *rapid.T) {
		run++
		kinds := []string{fmt.Sprintf("one%d", run), fmt.Sprintf("two%d", run)}
		model := map[string]map[string]string{kinds[0]: {}, kinds[1]: {}}
		numbers := map[string]uint64{}
		kind := rapid.SampledFrom(kinds)
		key := rapid.StringMatching(`[abc\x00\xc3\xbf]{1,3}`)
		t.Repeat(map[string]func(*rapid.T){
			"update": func(t *rapid.T) {
				mine := map[string]map[string]string{kinds[0]: maps.Clone(model[kinds[0]]), kinds[1]: maps.Clone(model[kinds[1]])}
				counted := maps.Clone(numbers)
				fail := rapid.IntRange(0, 3).Draw(t, "fail") == 0
				steps := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) step { return drawStep(t, kind, key) }), 1, 8).Draw(t, "steps")
				refused := errors.New("refused")
				err := s.Update(context.Background(), func(tx store.Tx) error {
					for _, st := range steps {
						var err error
						switch st.op {
						case "put":
							mine[st.kind][st.key] = st.value
							err = tx.Put(st.kind, st.key, []byte(st.value))
						case "delete":
							delete(mine[st.kind], st.key)
							err = tx.Delete(st.kind, st.key)
						case "next":
							var n uint64
							n, err = tx.Next(st.kind)
							if counted[st.kind]++; err == nil && counted[st.kind] != n {
								err = fmt.Errorf("number %d, want %d", n, counted[st.kind])
							}
						case "list":
							err = same(tx, st.kind, st.r, mine[st.kind])
						}
						if err != nil {
							return err
						}
					}
					if fail {
						return refused
					}
					return nil
				})
				switch {
				case fail && errors.Is(err, refused):
				case err != nil:
					t.Fatalf("Update: %v", err)
				default:
					model, numbers = mine, counted
				}
			},
			"view": func(t *rapid.T) {
				k, r := kind.Draw(t, "kind"), drawRange(t)
				if err := s.View(context.Background(), func(tx store.Tx) error { return same(tx, k, r, model[k]) }); err != nil {
					t.Fatal(err)
				}
			},
		})
	})
}

// step is one call of a random transaction. It is drawn before the transaction
// runs, because rapid draws by panicking.
type step struct {
	op, kind, key, value string
	r                    store.Range
}

func drawStep(t *rapid.T, kind, key *rapid.Generator[string]) step {
	return step{
		op:   rapid.SampledFrom([]string{"put", "put", "delete", "next", "list"}).Draw(t, "op"),
		kind: kind.Draw(t, "kind"), key: key.Draw(t, "key"),
		value: rapid.StringN(0, 4, -1).Draw(t, "value"), r: drawRange(t),
	}
}

func drawRange(t *rapid.T) store.Range {
	bound := rapid.StringMatching(`[abc\x00\xc3]{0,2}`)
	return store.Range{
		Prefix: bound.Draw(t, "prefix"), From: bound.Draw(t, "from"), To: bound.Draw(t, "to"),
		Limit: rapid.IntRange(0, 4).Draw(t, "limit"), Reverse: rapid.Bool().Draw(t, "reverse"),
	}
}

// same compares one range.
func same(tx store.Tx, kind string, r store.Range, want map[string]string) error {
	keys := slices.Sorted(maps.Keys(want))
	if r.Reverse {
		slices.Reverse(keys)
	}
	out := ""
	n := 0
	for _, k := range keys {
		if !strings.HasPrefix(k, r.Prefix) || k < r.From || r.To != "" && k >= r.To || r.Limit > 0 && n == r.Limit {
			continue
		}
		n++
		out += fmt.Sprintf("%s=%s ", k, want[k])
	}
	got, err := list(tx, kind, r)
	if err == nil && got != out {
		err = fmt.Errorf("%+v\n got %q\nwant %q", r, got, out)
	}
	return err
}
