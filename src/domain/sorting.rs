//! One sort for all. A generic sort is compiled anew, eight kilobytes of wasm each time, for every type it sorts;
//! this one sorts places and looks at what stands there through a pointer.

use std::cmp::Ordering;

/// `items` in the order that `compare` says; equal ones keep theirs.
pub fn sorted<T>(items: Vec<T>, compare: impl Fn(&T, &T) -> Ordering) -> Vec<T> {
    let mut slots: Vec<Option<T>> = items.into_iter().map(Some).collect();
    let at = |place: &usize| slots.get(*place).and_then(Option::as_ref);
    let places = places(slots.len(), &|one, other| match (at(one), at(other)) {
        (Some(one), Some(other)) => compare(one, other),
        _ => Ordering::Equal,
    });
    places.into_iter().filter_map(|place| slots.get_mut(place).and_then(Option::take)).collect()
}

fn places(count: usize, compare: &dyn Fn(&usize, &usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by(compare);
    places
}

#[cfg(test)]
mod tests {
    use super::sorted;

    #[test]
    fn sorts_and_keeps_the_order_of_equals() {
        let items = vec![(3, 'a'), (1, 'b'), (3, 'c'), (2, 'd')];
        assert_eq!(sorted(items, |one, other| one.0.cmp(&other.0)), [(1, 'b'), (2, 'd'), (3, 'a'), (3, 'c')]);
        assert_eq!(sorted(Vec::<u8>::new(), u8::cmp), [0_u8; 0]);
    }
}
